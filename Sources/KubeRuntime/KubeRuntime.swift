// Replaced as the target fills.
