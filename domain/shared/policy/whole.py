"""Owns the whole configuration: every part of the policy, and the company."""

from pydantic import BaseModel, ConfigDict

from domain.shared.policy.company import Company
from domain.shared.policy.credit import ApprovalPolicy, CreditPolicy
from domain.shared.policy.figures import ReportingPolicy
from domain.shared.policy.goods import DeliveryPolicy, FreightPolicy, PurchasingPolicy, StockPolicy, UnitPolicy
from domain.shared.policy.money import DunningPolicy, PricePolicy, TaxPolicy
from domain.shared.policy.papers import PapersPolicy
from domain.shared.policy.part import Part
from domain.shared.policy.payments import PaymentPolicy
from domain.shared.policy.returns import ReturnsPolicy
from domain.shared.policy.talk import AlertPolicy, DraftPolicy, DuplicatePolicy, LearningPolicy, MailPolicy
from domain.shared.policy.trade import OrderPolicy, QuotationPolicy, StandingPolicy


class Policy(Part):
    """Everything that a company may decide differently."""

    credit: CreditPolicy
    approvals: ApprovalPolicy
    stock: StockPolicy
    delivery: DeliveryPolicy
    freight: FreightPolicy
    purchasing: PurchasingPolicy
    prices: PricePolicy
    units: UnitPolicy
    tax: TaxPolicy
    duplicates: DuplicatePolicy
    drafts: DraftPolicy
    orders: OrderPolicy
    quotations: QuotationPolicy
    standing: StandingPolicy
    returns: ReturnsPolicy
    learning: LearningPolicy
    mail: MailPolicy
    alerts: AlertPolicy
    dunning: DunningPolicy
    payments: PaymentPolicy
    papers: PapersPolicy
    reporting: ReportingPolicy


class Configuration(BaseModel):
    """The policy and the company in force."""

    model_config = ConfigDict(frozen=True)

    policy: Policy
    company: Company
    version: int = 0
