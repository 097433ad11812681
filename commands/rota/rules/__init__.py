"""What is right about rotas: values in, values out."""
