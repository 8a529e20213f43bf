host = "intake.example.com"
