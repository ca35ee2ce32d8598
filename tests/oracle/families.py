"""The families of scenarios, and how many there are of each."""

from costs import allocation, lag, marginal, period, retention, reward, scope, scopes, sides, sweep, wide
import planning
from funnels import funnel
from returns import churn_base, movements, orders, roas, window
from values import acquired, basis, billing, calc, derived, methods, mix, payback, presets

FAMILIES = {
    "scope": (scope, 620), "sides": (sides, 300), "allocation": (allocation, 700), "lag": (lag, 500), "period": (period, 250),
    "methods": (methods, 700), "billing": (billing, 300), "presets": (presets, 300), "basis": (basis, 250),
    "derived": (derived, 450), "acquired": (acquired, 350), "mix": (mix, 500), "payback": (payback, 400),
    "retention": (retention, 200), "wide": (wide, 250), "calc": (calc, 600),
    "marginal": (marginal, 250), "reward": (reward, 200),
    "scopes": (scopes, 150), "sweep": (sweep, 150),
    "churn_base": (churn_base, 300), "window": (window, 200), "orders": (orders, 200), "movements": (movements, 260),
    "roas": (roas, 150), "funnel": (funnel, 250),
    "plan_targets": (planning.targets, 250), "plan_budgets": (planning.budgets, 240), "plan_referrals": (planning.referrals, 120),
    "plan_what_if": (planning.what_if, 180), "plan_sweep": (planning.sweep, 120),
}
