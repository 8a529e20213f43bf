# --- the service that asks it ----------------------------------------------------------------------

resource "aws_iam_role" "task_role" {
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect = "Allow"
      Principal = {
        Service = "ecs-tasks.amazonaws.com"
      }
      Action = "sts:AssumeRole"
    }]
  })
}

resource "aws_iam_role_policy" "task" {
  name = "summarise"
  role = aws_iam_role.task_role.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = "s3:GetObject"
        Resource = "${aws_s3_bucket.notes_bucket.arn}/*"
      },
      {
        Effect   = "Allow"
        Action   = "s3:PutObject"
        Resource = "${aws_s3_bucket.notes_bucket.arn}/*"
      },
      {
        Effect   = "Allow"
        Action   = "sagemaker:InvokeEndpoint"
        Resource = aws_sagemaker_endpoint.serving.arn
      },
      {
        Effect   = "Allow"
        Action   = ["kms:Decrypt", "kms:GenerateDataKey"]
        Resource = aws_kms_key.notes_key.arn
      },
    ]
  })
}

resource "aws_iam_role" "start_role" {
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect = "Allow"
      Principal = {
        Service = "ecs-tasks.amazonaws.com"
      }
      Action = "sts:AssumeRole"
    }]
  })
}

resource "aws_iam_role_policy" "start" {
  name = "start"
  role = aws_iam_role.start_role.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer", "ecr:BatchCheckLayerAvailability"]
        Resource = "arn:${data.aws_partition.current.partition}:ecr:${data.aws_region.current.region}:${data.aws_caller_identity.current.account_id}:repository/summariser"
      },
      {
        Effect   = "Allow"
        Action   = "ecr:GetAuthorizationToken"
        Resource = "*"
      },
      {
        Effect   = "Allow"
        Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
        Resource = "${aws_cloudwatch_log_group.summariser_log.arn}:*"
      },
    ]
  })
}

resource "aws_cloudwatch_log_group" "summariser_log" {
  name              = "notes-summariser"
  kms_key_id        = aws_kms_key.notes_key.arn
  retention_in_days = 2192
}

resource "aws_ecs_task_definition" "summariser" {
  family                   = "notes-summariser"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = "1024"
  memory                   = "2048"
  task_role_arn            = aws_iam_role.task_role.arn
  execution_role_arn       = aws_iam_role.start_role.arn

  container_definitions = jsonencode([
    {
      name  = "summariser"
      image = "${data.aws_caller_identity.current.account_id}.dkr.ecr.${data.aws_region.current.region}.${data.aws_partition.current.dns_suffix}/summariser:14"
      environment = [
        {
          name  = "NOTES_BUCKET"
          value = aws_s3_bucket.notes_bucket.bucket
        },
        {
          name  = "ENDPOINT"
          value = aws_sagemaker_endpoint.serving.name
        },
      ]
      logConfiguration = {
        logDriver = "awslogs"
        options = {
          awslogs-group         = aws_cloudwatch_log_group.summariser_log.name
          awslogs-region        = data.aws_region.current.region
          awslogs-stream-prefix = "task"
        }
      }
    },
  ])
}

resource "aws_ecs_cluster" "cluster" {
  name = "notes"
}

resource "aws_ecs_service" "summariser_service" {
  name            = "notes-summariser"
  cluster         = aws_ecs_cluster.cluster.arn
  task_definition = aws_ecs_task_definition.summariser.arn
  launch_type     = "FARGATE"
  desired_count   = 2

  network_configuration {
    subnets          = [aws_subnet.private_subnet.id]
    security_groups  = [aws_security_group.app_group.id]
    assign_public_ip = false
  }
}
