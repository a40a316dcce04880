// A certificate of our own making for 127.0.0.1 and localhost.
#pragma once

#include <filesystem>

namespace cairn {

struct CertificateFiles {
    std::filesystem::path certificate;
    std::filesystem::path key;
};

// Writes NAME.crt and NAME.key (mode 0600) into the folder.
CertificateFiles make_certificate(std::filesystem::path const& folder, std::string const& name);

}  // namespace cairn
