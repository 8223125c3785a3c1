"""What the hubs of one shop tell each other, over NATS JetStream: sights of machines, news of the journal, readings.

The truth stays in the journal. What is lost here costs time, never a fact.
"""
