"""The catalogue and the customers that the messages are about: the reference wholesaler beside the project."""

from tests.intake.test_development_writers import wholesaler_catalogue, wholesaler_directory

CATALOGUE = wholesaler_catalogue()
DIRECTORY = wholesaler_directory()
