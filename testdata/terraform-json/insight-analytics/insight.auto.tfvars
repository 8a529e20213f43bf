keep_days = {
  logs       = 2192
  export     = 365
  results    = 30
  candidates = 90
}
