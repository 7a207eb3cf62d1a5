"""Trials of other ways to learn: what docs/model.md says was tried is measured by these."""
