"""Open Door: harm-reduction guidance by role, from YAML to a site and to paper."""
