#include "served_program.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <thread>

namespace cairn {
namespace {

namespace fs = std::filesystem;

std::string read_whole(fs::path const& path) {
    std::ostringstream text;
    text << std::ifstream(path, std::ios::binary).rdbuf();
    return text.str();
}

void redirect(fs::path const& path, int flags, int descriptor) {
    int const file = ::open(path.c_str(), flags, 0600);
    ::dup2(file, descriptor);
    ::close(file);
}

// Standard input, output and error are the files `in`, `out` and `err` of the folder.
pid_t start(std::vector<std::string> const& arguments, fs::path const& folder) {
    auto const* named = std::getenv("CAIRN_PROGRAM");
    std::string program = named != nullptr ? named : "build/cairn";
    auto const child = ::fork();
    if (child < 0) throw std::runtime_error("cannot start a process");
    if (child > 0) return child;
    redirect(folder / "in", O_RDONLY | O_CREAT, STDIN_FILENO);
    redirect(folder / "out", O_WRONLY | O_CREAT | O_TRUNC, STDOUT_FILENO);
    redirect(folder / "err", O_WRONLY | O_CREAT | O_TRUNC, STDERR_FILENO);
    std::vector<char*> argv{program.data()};
    for (auto const& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
    argv.push_back(nullptr);
    ::execv(program.c_str(), argv.data());
    ::_exit(127);
}

int exit_code_of(pid_t child) {
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace

Ended run_program(std::vector<std::string> const& arguments, std::string const& input) {
    TemporaryFolder const folder;
    std::ofstream(folder.path() / "in", std::ios::binary) << input;
    auto const code = exit_code_of(start(arguments, folder.path()));
    return {code, read_whole(folder.path() / "out"), read_whole(folder.path() / "err")};
}

ServedProgram::ServedProgram(std::vector<std::string> arguments) {
    if (std::find(arguments.begin(), arguments.end(), "--listen") == arguments.end()) {
        arguments.insert(arguments.end(), {"--listen", "127.0.0.1:0"});
    }
    arguments.insert(arguments.begin(), "serve");
    child_ = start(arguments, folder_.path());
    constexpr std::string_view before = "Cairn serves ";
    for (int i = 0; i < 6000 && url_.empty(); ++i) {
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
        auto const said = read_whole(folder_.path() / "out");
        if (said.starts_with(before) && said.ends_with('\n')) {
            url_ = said.substr(before.size(), said.size() - before.size() - 1);
            port_ = static_cast<std::uint16_t>(std::stoi(url_.substr(url_.rfind(':') + 1)));
        } else if (::waitpid(child_, nullptr, WNOHANG) == child_) {
            child_ = -1;
            break;
        }
    }
    if (url_.empty()) throw std::runtime_error("the server did not start: " + log());
}

ServedProgram::~ServedProgram() {
    if (child_ <= 0) return;
    ::kill(child_, SIGKILL);
    wait();
}

void ServedProgram::signal(int number) const { ::kill(child_, number); }

int ServedProgram::stop() {
    signal(SIGTERM);
    return wait();
}

int ServedProgram::wait() {
    auto const code = exit_code_of(child_);
    child_ = -1;
    return code;
}

std::string ServedProgram::log() const { return read_whole(folder_.path() / "err"); }

}  // namespace cairn
