// nginx serving one file of 1 KB, with a configuration of its own: what answers over HTTP are held against.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/temporary_folder.hpp"
#include "process.hpp"

namespace cairn::bench {

class FileServer {
public:
    explicit FileServer(std::string const& nginx);
    std::string url() const;

private:
    TemporaryFolder folder_;
    std::uint16_t port_;
    std::unique_ptr<BackgroundProgram> program_;
};

}  // namespace cairn::bench
