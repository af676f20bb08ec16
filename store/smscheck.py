"""What can be seen of a studio's SMS without asking anybody; ``jobs.sms.checking`` asks."""

from __future__ import annotations

import os
import shutil

from store import mailing, secrets
from store.errors import Refused
from store.optouts import country_of
from store.settings import Settings
from store.smssettings import GAMMU, SmsSettings


def said(config: Settings) -> str:
    """How SMS go out, in a line; `Refused` with what is missing for it."""
    sms = config.sms
    if sms.gateway == "none":
        return "no gateway is set: no SMS goes out"
    if sms.gateway in ("twilio", "http") and sms.secret:
        secrets.resolve(config.secrets[sms.secret], config.folder)
    if sms.gateway == "modem":
        _modem(config)
    if sms.gateway == "folder":
        _folder(config)
    if sms.gateway == "mail" and mailing.gap(config):
        raise Refused(mailing.gap(config))
    country = country_of(config)
    where = f"numbers of {country}" if country else "only numbers with their country's code"
    return f"by {_way(sms)}; {where}; {_limits(sms)}"


def _way(sms: SmsSettings) -> str:
    way = {
        "twilio": f"twilio from {sms.sender}",
        "modem": f"a modem ({sms.modem_config})",
        "mail": f"email to {sms.mail_domain}",
        "folder": f"files in {sms.folder}: nothing is sent",
    }
    return way.get(sms.gateway, f"{sms.method} to the gateway of [sms] url")


def _limits(sms: SmsSettings) -> str:
    quiet = f"quiet {sms.quiet[0]:%H:%M}-{sms.quiet[1]:%H:%M}" if sms.quiet else "at any hour"
    caps = [f"{sms.per_number} a day to a number"] if sms.per_number else []
    caps += [f"{sms.daily} in all"] if sms.daily else []
    return "; ".join([quiet, ", ".join(caps)] if caps else [quiet])


def _modem(config: Settings) -> None:
    path = config.folder / config.sms.modem_config
    if shutil.which(GAMMU) is None:
        raise Refused(f"the program {GAMMU} is not installed; install it, it drives the modem")
    if not path.is_file():
        raise Refused(f"{path}: is not there; name {GAMMU}'s configuration as modem_config")


def _folder(config: Settings) -> None:
    path = config.folder / config.sms.folder
    there = next((up for up in (path, *path.parents) if up.exists()), path)
    if not there.is_dir() or not os.access(there, os.W_OK | os.X_OK):
        raise Refused(f"{path}: cannot be written; check its owner and rights")
