#include "http/tls.hpp"

#include <openssl/ssl.h>
#include <sys/stat.h>

#include <asio/ssl.hpp>

namespace cairn {
namespace {

// Forward secrecy and authenticated encryption only; TLS 1.3 has nothing else (BCP 195, RFC 9325 §4.2).
constexpr char const* ciphers_of_tls_1_2 = "ECDHE+AESGCM:ECDHE+CHACHA20";

Error refuse(std::string field, std::string message) { return invalid(std::move(field), "tls", std::move(message)); }

}  // namespace

Result<std::shared_ptr<asio::ssl::context>> make_tls_context(TlsFiles const& files) {
    struct stat about {};
    if (::stat(files.certificate.c_str(), &about) != 0) {
        return refuse("tls_certificate", "There is no certificate at " + files.certificate + ".");
    }
    if (::stat(files.key.c_str(), &about) != 0) return refuse("tls_key", "There is no key at " + files.key + ".");
    if ((about.st_mode & S_IRWXO) != 0) {
        return refuse("tls_key", "Everybody on this machine may read the key; take that away: chmod o= " + files.key);
    }
    auto context = std::make_shared<asio::ssl::context>(asio::ssl::context::tls_server);
    auto* const native = context->native_handle();
    ::SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION);
    ::SSL_CTX_set_cipher_list(native, ciphers_of_tls_1_2);
    ::SSL_CTX_set_options(native, SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_NO_COMPRESSION);
    ::SSL_CTX_set_mode(native, SSL_MODE_RELEASE_BUFFERS);  // 32 KiB less for each connection that is idle
    asio::error_code failed;
    context->set_password_callback([](std::size_t, asio::ssl::context::password_purpose) { return std::string{}; },
                                   failed);
    context->use_certificate_chain_file(files.certificate, failed);
    if (failed) {
        return refuse("tls_certificate", "No certificate in PEM could be read from " + files.certificate + ".");
    }
    context->use_private_key_file(files.key, asio::ssl::context::pem, failed);
    if (failed || ::SSL_CTX_check_private_key(native) != 1) {
        return refuse("tls_key", "The key in " + files.key +
                                     " cannot be used: it must be in PEM, without a password, and belong to the "
                                     "certificate.");
    }
    return context;
}

}  // namespace cairn
