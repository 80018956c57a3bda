"""Certificates on paper: designs, fitting and PDF, without database and without web."""
