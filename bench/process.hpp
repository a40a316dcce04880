// Runs a program and says how long it took and how much memory it used at most.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <sys/types.h>

#include "base/temporary_folder.hpp"

namespace cairn::bench {

struct Finished {
    double seconds = 0;
    std::int64_t peak_bytes = 0;  // resident
};

// Output is thrown away unless `output` names a file. Throws std::runtime_error, with what the program said on standard
// error, when it does not end with status 0.
Finished run_program(std::vector<std::string> const& command, std::string const& output = "/dev/null");

// A program that runs beside this one until the object ends, which asks it to stop and waits. Its output goes to files
// of its own.
class BackgroundProgram {
public:
    explicit BackgroundProgram(std::vector<std::string> const& command);
    BackgroundProgram(BackgroundProgram const&) = delete;
    BackgroundProgram& operator=(BackgroundProgram const&) = delete;
    ~BackgroundProgram();

    // Standard output so far; waits until `word` is in it, with the rest of that line. Throws std::runtime_error, with
    // what the program said on standard error, when it ends before that, or `seconds` pass.
    std::string output_with(std::string_view word, double seconds);
    std::int64_t resident_bytes() const;
    std::int64_t peak_bytes() const;  // resident, so far
    // Asks it to stop; throws when its status is not 0.
    void stop();

private:
    bool has_ended();
    std::int64_t status_bytes(std::string_view field) const;

    TemporaryFolder folder_;
    pid_t child_ = 0;  // 0 when it has ended
    int status_ = 0;
};

// Linux counts what a process held when it started a program towards that program's peak. So run_program starts this
// very program once more, small as it then is, to start the one that is measured; main hands it over to here.
inline constexpr std::string_view middleman_word = "start-and-tell";
int run_as_middleman(int argc, char** argv);

}  // namespace cairn::bench
