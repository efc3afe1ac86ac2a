"""What a project is to gcloud's first steps: its description, its enabled APIs, and an answer for every other API."""
