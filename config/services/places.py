"""Under which account a server runs and where it keeps its files: never root."""

import hashlib
import os
import pwd
import shutil
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from config.services.trouble import ServiceError

NAME = "budget-performance"
UNPRIVILEGED = ("postgres", "nobody")
NOBODY = 65534
# Short and open to every account: a socket path holds 107 bytes, and a home directory may be shut.
SHORT_ROOT = Path("/tmp")  # noqa: S108 the directories made here are private and checked
LASTING_ROOT = Path("/var/tmp")  # noqa: S108 as above


class Identity(TypedDict, total=False):
    """The Popen arguments that start a program as another account."""

    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True)
class Account:
    """The operating-system account of a server."""

    uid: int
    gid: int

    @property
    def identity(self) -> Identity:
        if os.geteuid() == self.uid:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def own(self, path: Path) -> None:
        """Give the account a directory and everything in it."""
        if self.identity:
            for each in (path, *path.rglob("*")):
                os.chown(each, self.uid, self.gid, follow_symlinks=False)

    def enters(self, path: Path) -> bool:
        """Whether the account may walk down to this path."""
        return all(self._crosses(each) for each in (path, *path.resolve().parents))

    def _crosses(self, path: Path) -> bool:
        found = path.stat()
        if found.st_uid == self.uid:
            return bool(found.st_mode & stat.S_IXUSR)
        if found.st_gid == self.gid:
            return bool(found.st_mode & stat.S_IXGRP)
        return bool(found.st_mode & stat.S_IXOTH)


def account_for(directory: Path) -> Account:
    """Who runs a server: ourselves, or the directory's owner or postgres or nobody for root."""
    owner = directory.stat().st_uid if directory.exists() else None
    if os.geteuid():
        if owner not in {None, os.geteuid()}:
            message = (
                f"{directory} 属于另一个用户，请用该用户运行，或设置 DATABASE_URL。 / "
                f"{directory} belongs to another user: run as that user, or set DATABASE_URL."
            )
            raise ServiceError(message)
        return Account(os.geteuid(), os.getegid())
    return _account_of(owner) if owner else _unprivileged()


def _account_of(uid: int) -> Account:
    try:
        return Account(uid, pwd.getpwuid(uid).pw_gid)
    except KeyError:
        return Account(uid, uid)


def _unprivileged() -> Account:
    accounts = {entry.pw_name: entry for entry in pwd.getpwall()}
    for name in UNPRIVILEGED:
        if name in accounts:
            return Account(accounts[name].pw_uid, accounts[name].pw_gid)
    return Account(NOBODY, NOBODY)


def mark(path: Path) -> str:
    """A short name for a directory that two directories do not share."""
    return hashlib.sha256(str(path.resolve()).encode()).hexdigest()[:12]


def private(directory: Path, account: Account) -> Path:
    """A directory that only this account may open; one that somebody else laid there is refused."""
    try:
        directory.mkdir(mode=0o700)
        account.own(directory)
    except FileExistsError:
        _demand_private(directory, account)
    return directory


def _demand_private(directory: Path, account: Account) -> None:
    found = directory.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != account.uid or found.st_mode & 0o077:
        message = (
            f"{directory} 已被占用且不是本系统的私有目录，请检查后移走。 / "
            f"{directory} exists and is not a private directory of ours: look at it and move it."
        )
        raise ServiceError(message)


def socket_directory(var: Path, account: Account) -> Path:
    """Where the embedded PostgreSQL of this `var` listens; not made yet."""
    return SHORT_ROOT / f"{NAME}-{mark(var)}-{account.uid}"


def place(var: Path, name: str) -> tuple[Path, Account]:
    """The private directory of a server below `var`, and the account that runs it.

    Where that account cannot walk down to `var`, the directory lies outside, behind a link.
    """
    link = var / name
    account = account_for(link)
    if link.is_dir():
        return link.resolve(), account
    if account.enters(var):
        return private(link, account), account
    outside = LASTING_ROOT / f"{NAME}-{mark(var)}-{name}"
    link.unlink(missing_ok=True)
    link.symlink_to(private(outside, account))
    return outside, account


def remove(var: Path) -> None:
    """Delete every server's files of this `var`, also those behind a link."""
    for link in servers_of(var):
        shutil.rmtree(link.resolve(), ignore_errors=True)
        if link.is_symlink():
            link.unlink()


def servers_of(var: Path) -> Iterator[Path]:
    """The server directories that lie in `var`."""
    yield from sorted(var.glob("postgres-*"))
    yield from var.glob("redis")
