"""Results as pages: it prints, and computes nothing."""
