#include "process.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "base/temporary_folder.hpp"

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

int run_as_middleman(int argc, char** argv) {
    if (argc < 4) return 2;
    auto const start = std::chrono::steady_clock::now();
    auto const ended = run(argv + 3, FileActions());
    std::chrono::duration<double> const taken = std::chrono::steady_clock::now() - start;
    std::ofstream(argv[2]) << taken.count() << ' ' << std::int64_t{ended.used.ru_maxrss} * 1024;
    return ended.status;
}

}  // namespace cairn::bench
