"""What Mingjian knows of the world: permissions, personal information, SDKs, packers, words.

    knowledge.permission("android.permission.CAMERA")
    knowledge.personal_info_type("imei").sensitive
    knowledge.sdk("jpush").prefixes
    knowledge.words("agree", "agreement")

YAML and TOML beside this file are the source; `_compiled` is what a built package loads. The tables of
sensitive APIs, behaviours and framework callbacks are compiled for the core by `compile`.
"""

from __future__ import annotations

from mingjian.knowledge.load import (
    basic_function,
    catalogue_sha256,
    categories,
    category,
    category_signs,
    is_own,
    known_apps,
    lexicon,
    network_hosts,
    packers,
    permission,
    permissions,
    personal_info,
    personal_info_type,
    policy_words,
    sdk,
    sdk_advisories,
    sdk_categories,
    sdk_matching,
    sdks,
    sdks_sha256,
    weight,
    words,
)
from mingjian.knowledge.lookup import apis_of, compiled, permissions_of, sdk_by_class, sha256
from mingjian.knowledge.types import (
    BasicFunctions,
    Category,
    CategorySigns,
    KnownApp,
    NetworkHosts,
    Packer,
    Permission,
    PersonalInfo,
    PolicyWords,
    Sdk,
    SdkAdvisory,
    SdkCategory,
    SdkMatching,
    SystemName,
    WithoutEntry,
    Words,
)

__all__ = [
    "BasicFunctions",
    "Category",
    "CategorySigns",
    "KnownApp",
    "NetworkHosts",
    "Packer",
    "Permission",
    "PersonalInfo",
    "PolicyWords",
    "Sdk",
    "SdkAdvisory",
    "SdkCategory",
    "SdkMatching",
    "SystemName",
    "WithoutEntry",
    "Words",
    "apis_of",
    "basic_function",
    "catalogue_sha256",
    "categories",
    "category",
    "category_signs",
    "compiled",
    "is_own",
    "known_apps",
    "lexicon",
    "network_hosts",
    "packers",
    "permission",
    "permissions",
    "permissions_of",
    "personal_info",
    "personal_info_type",
    "policy_words",
    "sdk",
    "sdk_advisories",
    "sdk_by_class",
    "sdk_categories",
    "sdk_matching",
    "sdks",
    "sdks_sha256",
    "sha256",
    "weight",
    "words",
]
