#include <iostream>

#include "app/cli.hpp"

int main(int argc, char** argv) { return cairn::run_command_line(argc, argv, std::cout, std::cerr); }
