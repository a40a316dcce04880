// Writer processes under the control of a test, and the account of what they were told.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <set>
#include <string>

#include "store/database.hpp"

namespace cairn {

// What writers said, over any number of processes.
class Account {
public:
    // Reads a process's output from `offset` on; a last line without its end is left for later.
    void read(std::filesystem::path const& output, std::size_t& offset);

    std::set<std::string> const& acknowledged() const { return acknowledged_; }
    // Announced, but the answer never came.
    std::set<std::string> const& unanswered() const { return unanswered_; }

private:
    std::set<std::string> acknowledged_;
    std::set<std::string> unanswered_;
};

// One process of the program `writer`. Killed with the object.
class WriterProcess {
public:
    WriterProcess(std::string const& address, int threads, Account& account, std::filesystem::path const& folder);
    WriterProcess(WriterProcess const&) = delete;
    WriterProcess& operator=(WriterProcess const&) = delete;
    ~WriterProcess() { kill(); }

    // Waits until it has been acknowledged `count` writes more than at its start; false when it ended by itself or took
    // longer than a minute.
    bool acknowledges(std::size_t count);
    void kill();  // SIGKILL
    int stop();   // SIGTERM, and its exit code

private:
    bool has_ended();

    Account& account_;
    std::filesystem::path output_;
    std::size_t read_ = 0;
    std::size_t acknowledged_before_;
    pid_t child_ = -1;
    int status_ = 0;
};

// How the acknowledged writes stand in the database.
struct Found {
    std::size_t found = 0;     // acknowledged and there
    std::size_t missing = 0;   // acknowledged and not there
    std::size_t doubled = 0;   // there more than once: in the table, in the journal, or with a second receipt
    std::size_t happened = 0;  // not answered, and there
    std::size_t stray = 0;     // there, but nobody asked for it
};
Found find_in(Database& database, Account const& account);

}  // namespace cairn
