"""The pages of referrals and the directory."""
