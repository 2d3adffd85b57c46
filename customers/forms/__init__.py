"""What a person types and chooses, one module per noun."""
