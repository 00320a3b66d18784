"""What operators publish: the lists in every form, the marked-up policy."""
