// TLS for the server: 1.2 and newer, from a certificate chain and its key in PEM files.
#pragma once

#include <asio/ssl/context.hpp>

#include <memory>

#include "base/result.hpp"
#include "http/server.hpp"

namespace cairn {

// Refuses with a sentence: a file that cannot be read, a key that others on the machine may read, that wants a
// password, or that does not belong to the certificate.
Result<std::shared_ptr<asio::ssl::context>> make_tls_context(TlsFiles const& files);

}  // namespace cairn
