"""Mingjian 明鉴: detection and certification of mobile apps for the rights of their users."""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("mingjian")
except PackageNotFoundError:  # a source tree that was never installed
    __version__ = "0+source"
