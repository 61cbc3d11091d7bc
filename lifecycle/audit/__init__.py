"""The auditors' pages 审计查阅: what they read, through which role, and what they take away."""
