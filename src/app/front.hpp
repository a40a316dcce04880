// The front of the server: says for every request who answers it, the Api of an organization, a file, or the server
// itself, and gives every answer the headers that keep browsers safe.
//
//   /healthz /readyz /metrics        the server itself
//   /api/v1/…                        the only organization, or the one that the host names
//   /NAME/api/v1/…                   one of several
//   everything else                  files; below /NAME/ the same ones
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "app/served_organization.hpp"
#include "http/metrics.hpp"
#include "http/server.hpp"
#include "http/static_files.hpp"

namespace cairn {

struct FrontSettings {
    bool behind_proxy = false;
    std::string metrics_token{};  // empty: only this machine may read them
};

// Safe to share between threads.
class Front {
public:
    Front(FrontSettings settings, std::vector<ServedOrganization*> organizations,
          std::shared_ptr<StaticFiles const> files, Metrics const& metrics);

    HttpResponse handle(HttpRequest const& request, Answered& answered);
    // What a request's body may have, by the routes that take files.
    std::size_t body_max(std::string_view method, std::string_view target) const;
    // Other files from now on.
    void serve_files(std::shared_ptr<StaticFiles const> files);

private:
    struct Place {
        ServedOrganization* organization = nullptr;
        std::string_view prefix{};
    };
    struct Upload {
        std::string_view method;
        std::vector<std::string> segments;
    };

    HttpResponse dispatch(HttpRequest const& request, std::string_view path, Answered& answered);
    Place place_of(HttpRequest const& request, std::string_view path) const;
    HttpResponse ready() const;
    HttpResponse show_metrics(HttpRequest const& request) const;
    HttpResponse file(HttpRequest const& request, std::string_view path) const;

    FrontSettings settings_;
    std::vector<ServedOrganization*> organizations_;
    std::vector<std::string> prefixes_{};  // of each
    std::vector<Upload> uploads_{};
    mutable std::mutex mutex_;
    std::shared_ptr<StaticFiles const> files_;
    Metrics const& metrics_;
};

}  // namespace cairn
