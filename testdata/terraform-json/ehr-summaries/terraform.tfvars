vpc_cidr           = "10.30.0.0/16"
log_retention_days = 2192
