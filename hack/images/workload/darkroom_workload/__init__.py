"""Small real workloads for Darkroom's demo and tests: pictures in S3, a training loop, an HTTP model."""
