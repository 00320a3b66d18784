"""Who: organisations by party, members, roles, invitations, tokens; what each may do."""
