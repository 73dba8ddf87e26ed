//! Azure's connector namespaces: trigger configurations, and pull delivery.
