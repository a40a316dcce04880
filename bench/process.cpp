#include "process.hpp"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <thread>

namespace cairn::bench {
namespace {

class FileActions {
public:
    FileActions() { posix_spawn_file_actions_init(&actions_); }
    FileActions(FileActions const&) = delete;
    FileActions& operator=(FileActions const&) = delete;
    ~FileActions() { posix_spawn_file_actions_destroy(&actions_); }
    void open(int descriptor, std::string const& path, int flags) {
        posix_spawn_file_actions_addopen(&actions_, descriptor, path.c_str(), flags, S_IRUSR | S_IWUSR);
    }
    posix_spawn_file_actions_t const* get() const { return &actions_; }

private:
    posix_spawn_file_actions_t actions_{};
};

std::string text_of(std::string const& path) {
    std::ifstream file(path);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

struct Ended {
    int status = 0;  // 127 when it could not be started
    rusage used{};
};

Ended run(char* const* arguments, FileActions const& actions) {
    Ended ended;
    pid_t child = 0;
    if (posix_spawnp(&child, arguments[0], actions.get(), nullptr, arguments, environ) != 0) return {.status = 127};
    if (wait4(child, &ended.status, 0, &ended.used) != child) throw std::runtime_error("a child process was lost");
    ended.status = WIFEXITED(ended.status) ? WEXITSTATUS(ended.status) : 128;
    return ended;
}

}  // namespace

Finished run_program(std::vector<std::string> const& command, std::string const& output) {
    static TemporaryFolder const folder;
    auto const told = (folder.path() / "told").string();
    auto const errors = (folder.path() / "errors").string();
    FileActions actions;
    actions.open(STDIN_FILENO, "/dev/null", O_RDONLY);
    actions.open(STDOUT_FILENO, output, O_WRONLY | O_CREAT | O_TRUNC);
    actions.open(STDERR_FILENO, errors, O_WRONLY | O_CREAT | O_TRUNC);
    std::vector<std::string> whole{"/proc/self/exe", std::string(middleman_word), told};
    whole.insert(whole.end(), command.begin(), command.end());
    std::vector<char*> arguments;
    for (auto& argument : whole) arguments.push_back(argument.data());
    arguments.push_back(nullptr);
    if (run(arguments.data(), actions).status != 0) {
        throw std::runtime_error(command.front() + " failed:\n" + text_of(errors));
    }
    Finished finished;
    std::ifstream(told) >> finished.seconds >> finished.peak_bytes;
    return finished;
}

BackgroundProgram::BackgroundProgram(std::vector<std::string> const& command) {
    FileActions actions;
    actions.open(STDIN_FILENO, "/dev/null", O_RDONLY);
    actions.open(STDOUT_FILENO, (folder_.path() / "output").string(), O_WRONLY | O_CREAT | O_TRUNC);
    actions.open(STDERR_FILENO, (folder_.path() / "errors").string(), O_WRONLY | O_CREAT | O_TRUNC);
    auto words = command;
    std::vector<char*> arguments;
    for (auto& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    if (posix_spawnp(&child_, arguments[0], actions.get(), nullptr, arguments.data(), environ) != 0) {
        child_ = 0;
        throw std::runtime_error(command.front() + " could not be started");
    }
}

BackgroundProgram::~BackgroundProgram() {
    if (child_ == 0) return;
    ::kill(child_, SIGTERM);
    ::waitpid(child_, &status_, 0);
}

bool BackgroundProgram::has_ended() {
    if (child_ != 0 && ::waitpid(child_, &status_, WNOHANG) == child_) child_ = 0;
    return child_ == 0;
}

std::string BackgroundProgram::output_with(std::string_view word, double seconds) {
    constexpr std::chrono::milliseconds look_again{1};
    auto const start = std::chrono::steady_clock::now();
    while (std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count() < seconds) {
        bool const ended = has_ended();
        auto text = text_of((folder_.path() / "output").string());
        auto const at = text.find(word);
        if (at != std::string::npos && text.find('\n', at) != std::string::npos) return text;
        if (ended) break;
        std::this_thread::sleep_for(look_again);
    }
    throw std::runtime_error("a program did not start:\n" + text_of((folder_.path() / "errors").string()));
}

std::int64_t BackgroundProgram::resident_bytes() const { return status_bytes("VmRSS:"); }

std::int64_t BackgroundProgram::peak_bytes() const { return status_bytes("VmHWM:"); }

std::int64_t BackgroundProgram::status_bytes(std::string_view field) const {
    std::ifstream file("/proc/" + std::to_string(child_) + "/status");
    std::int64_t kibibytes = 0;
    for (std::string line; std::getline(file, line);) {
        if (line.starts_with(field)) kibibytes = std::stoll(line.substr(field.size()));
    }
    return kibibytes * 1024;
}

void BackgroundProgram::stop() {
    if (child_ == 0) throw std::runtime_error("a program ended by itself");
    ::kill(child_, SIGTERM);
    ::waitpid(child_, &status_, 0);
    child_ = 0;
    if (!WIFEXITED(status_) || WEXITSTATUS(status_) != 0) {
        throw std::runtime_error("a program did not stop well:\n" + text_of((folder_.path() / "errors").string()));
    }
}

int run_as_middleman(int argc, char** argv) {
    if (argc < 4) return 2;
    auto const start = std::chrono::steady_clock::now();
    auto const ended = run(argv + 3, FileActions());
    std::chrono::duration<double> const taken = std::chrono::steady_clock::now() - start;
    std::ofstream(argv[2]) << taken.count() << ' ' << std::int64_t{ended.used.ru_maxrss} * 1024;
    return ended.status;
}

}  // namespace cairn::bench
