#include "program_run.hpp"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "base/temporary_folder.hpp"

namespace cairn {
namespace {

std::string read_whole(std::filesystem::path const& path) {
    std::ostringstream text;
    text << std::ifstream(path, std::ios::binary).rdbuf();
    return text.str();
}

void send_to(std::filesystem::path const& path, int descriptor) {
    int const file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    ::dup2(file, descriptor);
    ::close(file);
}

void read_from(std::filesystem::path const& path, int descriptor) {
    int const file = ::open(path.c_str(), O_RDONLY);
    ::dup2(file, descriptor);
    ::close(file);
}

}  // namespace

ProgramRun run_cairn(std::vector<std::string> const& arguments, std::vector<std::string> const& environment,
                     std::string const& input) {
    auto const* named = std::getenv("CAIRN_PROGRAM");
    std::string program = named != nullptr ? named : "build/cairn";
    TemporaryFolder const folder;
    auto const out = folder.path() / "out";
    auto const err = folder.path() / "err";
    auto const in = folder.path() / "in";
    std::ofstream(in, std::ios::binary) << input;
    auto const child = ::fork();
    if (child < 0) throw std::runtime_error("cannot start a process");
    if (child == 0) {
        send_to(out, STDOUT_FILENO);
        send_to(err, STDERR_FILENO);
        read_from(in, STDIN_FILENO);
        for (auto const& entry : environment) ::putenv(const_cast<char*>(entry.c_str()));
        std::vector<char*> argv{program.data()};
        for (auto const& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
        argv.push_back(nullptr);
        ::execv(program.c_str(), argv.data());
        ::_exit(127);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, read_whole(out), read_whole(err)};
}

}  // namespace cairn
