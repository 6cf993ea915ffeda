"""What was exchanged: requests and responses, and what their bodies hold once decoded."""
