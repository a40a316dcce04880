#include "file_server.hpp"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <stdexcept>
#include <thread>

#include <fmt/core.h>

#include "served.hpp"

namespace cairn::bench {
namespace {

constexpr std::size_t file_bytes = 1024;
constexpr int start_looks_max = 500;
constexpr std::chrono::milliseconds look_again{10};

// nginx takes no port 0. Whoever takes this one meanwhile makes the measurement fail, which then says so.
std::uint16_t free_port() {
    int const socket = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    bool const bound = ::bind(socket, reinterpret_cast<sockaddr*>(&address), size) == 0 &&
                       ::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size) == 0;
    ::close(socket);
    if (!bound) throw std::runtime_error("no port is free");
    return ntohs(address.sin_port);
}

// Root's workers would become somebody who may not enter the folder.
std::string configuration(std::string const& folder, std::uint16_t port) {
    return fmt::format(R"({user}daemon off;
worker_processes 2;
pid {folder}/pid;
error_log {folder}/errors warn;
events {{ worker_connections 1024; }}
http {{
    access_log off;
    sendfile on;
    tcp_nodelay on;
    keepalive_requests 1000000000;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    server {{
        listen 127.0.0.1:{port};
        root {folder}/files;
    }}
}}
)",
                       fmt::arg("user", ::geteuid() == 0 ? "user root;\n" : ""), fmt::arg("folder", folder),
                       fmt::arg("port", port));
}

bool answers(std::uint16_t port) {
    try {
        return ask(port, "GET", "/file").status == 200;
    } catch (std::runtime_error const&) {
        return false;  // not listening yet
    }
}

}  // namespace

FileServer::FileServer(std::string const& nginx) : port_(free_port()) {
    auto const folder = folder_.path().string();
    std::filesystem::create_directory(folder_.path() / "files");
    std::ofstream(folder_.path() / "files" / "file") << std::string(file_bytes, 'x');
    std::ofstream(folder_.path() / "nginx.conf") << configuration(folder, port_);
    program_ = std::make_unique<BackgroundProgram>(
        std::vector<std::string>{nginx, "-p", folder, "-c", folder + "/nginx.conf", "-e", folder + "/errors"});
    for (int look = 0; look < start_looks_max; ++look) {
        if (answers(port_)) return;
        std::this_thread::sleep_for(look_again);
    }
    throw std::runtime_error("nginx did not start; its packages are those of ./dev bench");
}

std::string FileServer::url() const { return fmt::format("http://127.0.0.1:{}/file", port_); }

}  // namespace cairn::bench
