"""Signing in with Kakao, Naver or Google, where the site has keys for them."""
