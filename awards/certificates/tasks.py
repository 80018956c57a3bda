"""Background work of certificates."""
