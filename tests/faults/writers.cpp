#include "writers.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <map>
#include <stdexcept>
#include <thread>

namespace cairn {
namespace {

constexpr std::chrono::milliseconds poll{2};
constexpr int polls_max = 30'000;  // a minute

std::string writer_program() {
    auto const* program = std::getenv("CAIRN_PROGRAM");
    std::filesystem::path const cairn = program != nullptr ? program : "build/cairn";
    return (cairn.parent_path() / "writer").string();
}

void use_as(std::filesystem::path const& path, int flags, int descriptor) {
    int const file = ::open(path.c_str(), flags, 0600);
    if (file < 0) ::_exit(126);
    ::dup2(file, descriptor);
    ::close(file);
}

}  // namespace

void Account::read(std::filesystem::path const& output, std::size_t& offset) {
    std::ifstream in(output, std::ios::binary);
    in.seekg(static_cast<std::streamoff>(offset));
    std::string line;
    while (std::getline(in, line) && !in.eof()) {
        offset += line.size() + 1;
        auto const id = line.substr(line.find(' ') + 1);
        if (line.starts_with("ok ")) {
            acknowledged_.insert(id);
            unanswered_.erase(id);
        } else {
            unanswered_.insert(id);
        }
    }
}

WriterProcess::WriterProcess(std::string const& address, int threads, Account& account,
                             std::filesystem::path const& folder)
    : account_(account), output_(folder / "writer.out"), acknowledged_before_(account.acknowledged().size()) {
    auto const input = folder / "writer.in";
    {
        std::ofstream repeat(input, std::ios::trunc);
        for (auto const& id : account.unanswered()) repeat << id << '\n';
        std::ofstream(output_, std::ios::trunc);
    }
    auto const program = writer_program();
    if (!std::filesystem::exists(program)) throw std::runtime_error("no writer at " + program + ": set CAIRN_PROGRAM");
    auto const count = std::to_string(threads);
    child_ = ::fork();
    if (child_ < 0) throw std::runtime_error("cannot start a writer");
    if (child_ == 0) {
        use_as(input, O_RDONLY, STDIN_FILENO);
        use_as(output_, O_WRONLY | O_APPEND, STDOUT_FILENO);
        ::execl(program.c_str(), program.c_str(), address.c_str(), count.c_str(), nullptr);
        ::_exit(127);
    }
}

bool WriterProcess::has_ended() {
    if (child_ < 0) return true;
    if (::waitpid(child_, &status_, WNOHANG) == 0) return false;
    child_ = -1;
    return true;
}

bool WriterProcess::acknowledges(std::size_t count) {
    for (int polls = 0; polls < polls_max; ++polls) {
        bool const ended = has_ended();
        account_.read(output_, read_);
        if (account_.acknowledged().size() >= acknowledged_before_ + count) return true;
        if (ended) return false;
        std::this_thread::sleep_for(poll);
    }
    return false;
}

void WriterProcess::kill() {
    if (child_ >= 0) {
        ::kill(child_, SIGKILL);
        ::waitpid(child_, &status_, 0);
        child_ = -1;
    }
    account_.read(output_, read_);
}

int WriterProcess::stop() {
    if (child_ >= 0) {
        ::kill(child_, SIGTERM);
        ::waitpid(child_, &status_, 0);
        child_ = -1;
    }
    account_.read(output_, read_);
    return WIFEXITED(status_) ? WEXITSTATUS(status_) : -1;
}

Found find_in(Database& database, Account const& account) {
    std::map<std::string, int> times;
    auto const count = [&](std::string_view sql) {
        std::map<std::string, int> found;
        database.read([&](Reader& reader) {
            found.clear();
            reader.each({sql}, [&](Row const& row) { return ++found[std::string(row.text(0))], true; });
        });
        for (auto const& [id, number] : found) times[id] = std::max(times[id], number);
        return found;
    };
    auto const contacts = count("SELECT id FROM contact");
    auto const journaled = count("SELECT record_id FROM journal WHERE record_type = 'contact'");
    auto const receipts = count("SELECT key FROM receipt WHERE command = 'log_contact'");
    Found found;
    for (auto const& [id, number] : times) {
        if (number > 1) ++found.doubled;
        bool const whole = contacts.contains(id) && journaled.contains(id) && receipts.contains(id);
        if (account.acknowledged().contains(id)) {
            ++(whole ? found.found : found.missing);
        } else if (account.unanswered().contains(id)) {
            ++found.happened;
        } else {
            ++found.stray;
        }
    }
    for (auto const& id : account.acknowledged()) {
        if (!times.contains(id)) ++found.missing;
    }
    return found;
}

}  // namespace cairn
