"""What several features need: formatting, parsing, lists, form fields, invoice arithmetic."""
