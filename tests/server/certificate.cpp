#include "certificate.hpp"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <cstdio>
#include <memory>
#include <stdexcept>

namespace cairn {
namespace {

struct FileCloser {
    void operator()(std::FILE* file) const { std::fclose(file); }
};

void add_extension(X509* certificate, int kind, char const* value) {
    auto* const extension = ::X509V3_EXT_conf_nid(nullptr, nullptr, kind, value);
    if (extension == nullptr || ::X509_add_ext(certificate, extension, -1) != 1) {
        throw std::runtime_error("cannot make a certificate");
    }
    ::X509_EXTENSION_free(extension);
}

}  // namespace

CertificateFiles make_certificate(std::filesystem::path const& folder, std::string const& name) {
    CertificateFiles const files{folder / (name + ".crt"), folder / (name + ".key")};
    std::unique_ptr<EVP_PKEY, decltype(&::EVP_PKEY_free)> const key(::EVP_EC_gen("P-256"), ::EVP_PKEY_free);
    std::unique_ptr<X509, decltype(&::X509_free)> const certificate(::X509_new(), ::X509_free);
    ::X509_set_version(certificate.get(), 2);
    ::ASN1_INTEGER_set(::X509_get_serialNumber(certificate.get()), 1);
    constexpr long a_day = 86400;
    ::X509_gmtime_adj(::X509_getm_notBefore(certificate.get()), -a_day);
    ::X509_gmtime_adj(::X509_getm_notAfter(certificate.get()), a_day);
    auto* const subject = ::X509_get_subject_name(certificate.get());
    ::X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, reinterpret_cast<unsigned char const*>(name.c_str()), -1,
                                 -1, 0);
    ::X509_set_issuer_name(certificate.get(), subject);
    ::X509_set_pubkey(certificate.get(), key.get());
    add_extension(certificate.get(), NID_basic_constraints, "critical,CA:TRUE");
    add_extension(certificate.get(), NID_subject_alt_name, "DNS:localhost,IP:127.0.0.1");
    ::X509_sign(certificate.get(), key.get(), ::EVP_sha256());
    {
        std::unique_ptr<std::FILE, FileCloser> const out(std::fopen(files.certificate.c_str(), "wb"));
        ::PEM_write_X509(out.get(), certificate.get());
    }
    {
        std::unique_ptr<std::FILE, FileCloser> const out(std::fopen(files.key.c_str(), "wb"));
        ::PEM_write_PrivateKey(out.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
    }
    std::filesystem::permissions(files.key, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    return files;
}

}  // namespace cairn
