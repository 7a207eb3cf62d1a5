"""Requests to one protocol's routes, without a network."""

from __future__ import annotations

from fastapi import APIRouter, FastAPI
from fastapi.testclient import TestClient


def client_of(router: APIRouter, base_url: str = "http://filter.example.org") -> TestClient:
    """A client of an application that has these routes and nothing else."""
    app = FastAPI()
    app.include_router(router)
    return TestClient(app, base_url=base_url)
