"""Errors as data: every answer that is not 2xx is `{ code, message, errorId? }`, as `libs/contracts` says."""

from __future__ import annotations

import logging
from typing import Literal
from uuid import uuid4

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

log = logging.getLogger(__name__)

ErrorCode = Literal[
    "BAD_REQUEST", "UNAUTHENTICATED", "FORBIDDEN", "NOT_FOUND", "TOO_LARGE", "RATE_LIMITED", "UNAVAILABLE", "INTERNAL"
]
HTTP_STATUS: dict[ErrorCode, int] = {
    "BAD_REQUEST": 400,
    "UNAUTHENTICATED": 401,
    "FORBIDDEN": 403,
    "NOT_FOUND": 404,
    "TOO_LARGE": 413,
    "RATE_LIMITED": 429,
    "UNAVAILABLE": 503,
    "INTERNAL": 500,
}


class AppError(Exception):
    """A rule was broken. `message` is one sentence for the person, with what to do next."""

    def __init__(self, code: ErrorCode, message: str) -> None:
        super().__init__(message)
        self.code: ErrorCode = code
        self.message = message


def error_response(
    code: ErrorCode, message: str, error_id: str | None = None, status: int | None = None
) -> JSONResponse:
    body = {"code": code, "message": message} | ({"errorId": error_id} if error_id else {})
    return JSONResponse(body, status_code=status or HTTP_STATUS[code])


def unexpected(error: Exception) -> JSONResponse:
    """500 for what nobody foresaw: its text goes to the log only, under an id that the person can pass on."""
    error_id = str(uuid4())
    log.error("unexpected error", exc_info=error, extra={"errorId": error_id})
    message = (
        f"Something went wrong on our side; try again, and if it stays, give your administrator the number {error_id}."
    )
    return error_response("INTERNAL", message, error_id)


def install_error_handlers(app: FastAPI) -> None:
    @app.exception_handler(AppError)
    async def _app_error(_request: Request, error: AppError) -> JSONResponse:
        return error_response(error.code, error.message)

    @app.exception_handler(RequestValidationError)
    async def _invalid(_request: Request, error: RequestValidationError) -> JSONResponse:
        return error_response("BAD_REQUEST", _sentence(error))

    @app.exception_handler(HTTPException)
    async def _http(_request: Request, error: HTTPException) -> JSONResponse:
        if error.status_code == 404:
            return error_response("NOT_FOUND", "There is nothing at this address.")
        return error_response(
            "BAD_REQUEST", f"The request could not be understood: {error.detail}.", status=error.status_code
        )


def _sentence(error: RequestValidationError) -> str:
    issue = error.errors()[0]
    if issue["type"] == "json_invalid":
        return "The body is not valid JSON; send a JSON object."
    place = ".".join(str(part) for part in issue["loc"][1:]) or "body"
    return f"{place}: {issue['msg']}."
