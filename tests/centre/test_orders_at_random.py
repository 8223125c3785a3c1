"""Orders, jobs, failures, rejects, cancellations, deliveries and restarts at random.

Whatever comes, the good parts delivered are the parts ordered less those cancelled, money adds up to the cent, and the
journal alone gives everything back.
"""

from hypothesis import HealthCheck, settings

from centre.orders_at_random import OrdersAtRandom

OrdersAtRandom.TestCase.settings = settings(
    max_examples=80, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
)
TestOrdersAtRandom = OrdersAtRandom.TestCase
