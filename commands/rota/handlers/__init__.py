"""What happens with rotas: turns are planned, given, held, swapped and told of."""
