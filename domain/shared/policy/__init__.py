"""Owns policy and company facts as data: validated, versioned, the shipped files as default."""

from domain.shared.policy.company import Company, TaxReason, TaxTreatment
from domain.shared.policy.credit import ApprovalPolicy, ApprovalRule, CreditPolicy
from domain.shared.policy.errors import BadConfiguration
from domain.shared.policy.goods import DeliveryPolicy, FreightPolicy, StockPolicy
from domain.shared.policy.money import DunningLevel, DunningPolicy, InterestRate
from domain.shared.policy.papers import PapersPolicy
from domain.shared.policy.payments import PaymentPolicy
from domain.shared.policy.returns import ReasonPolicy, ReturnsPolicy
from domain.shared.policy.stored import configure, in_force, latest_version, shipped, understood
from domain.shared.policy.trade import OrderPolicy, QuotationPolicy, StandingPolicy
from domain.shared.policy.whole import Configuration, Policy

__all__ = [
    "ApprovalPolicy", "ApprovalRule", "BadConfiguration", "Company", "Configuration", "CreditPolicy",
    "DeliveryPolicy", "DunningLevel", "DunningPolicy", "FreightPolicy", "InterestRate", "OrderPolicy",
    "PapersPolicy", "PaymentPolicy", "Policy", "QuotationPolicy", "ReasonPolicy", "ReturnsPolicy", "StandingPolicy",
    "StockPolicy", "TaxReason", "TaxTreatment", "configure", "in_force", "latest_version", "shipped", "understood",
]  # fmt: skip
