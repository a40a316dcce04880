// Writes contacts as fast as it can until it is killed, like a phone that was told to save them:
//
//   writer ADDRESS THREADS < ids
//
// First it repeats the writes whose ids stand on its input: those whose answer never came. Then it makes new ones. Each
// is announced ("try ID") before and acknowledged ("ok ID") after the answer, one line in one system call. A database
// that cannot be reached is tried again with the same id and key. The end of the input does not end it; SIGTERM does,
// once what is under way has been answered.
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <iostream>
#include <mutex>
#include <thread>

#include "written_contacts.hpp"

namespace cairn {
namespace {

std::atomic<bool> stopping{false};
constexpr std::chrono::milliseconds retry_delay{20};

void say(std::string_view what, Uuid const& id) {
    auto const line = std::string(what) + " " + to_string(id) + "\n";
    if (::write(STDOUT_FILENO, line.data(), line.size()) != static_cast<ssize_t>(line.size())) ::_exit(4);
}

class Writer {
public:
    Writer(Organization& organization, std::vector<Uuid> unanswered)
        : organization_(organization),
          participants_(participants_of(organization.database())),
          unanswered_(std::move(unanswered)) {}

    void run() {
        while (!stopping) write(next());
    }

private:
    Uuid next() {
        std::scoped_lock const lock(mutex_);
        if (unanswered_.empty()) return organization_.ids().next();
        auto const id = unanswered_.back();
        unanswered_.pop_back();
        return id;
    }

    void write(Uuid const& id) {
        say("try", id);
        auto const contact = contact_of(id, participants_);
        for (;;) {
            try {
                auto const written = log_contact(permit_, organization_, contact, to_string(id));
                if (!written) {
                    std::cerr << "writer: refused: " << to_string(written.error()) << '\n';
                    ::_exit(5);
                }
                say("ok", id);
                return;
            } catch (DatabaseUnavailable const&) {
                std::this_thread::sleep_for(retry_delay);  // try again with the same key, as a client must
            }
        }
    }

    Organization& organization_;
    Permit permit_ = authorize_operator("writer");
    std::vector<Id<Participant>> participants_;
    std::mutex mutex_;
    std::vector<Uuid> unanswered_;
};

int run_writer(std::string const& address, int threads) {
    std::vector<Uuid> unanswered;
    for (std::string line; std::getline(std::cin, line);) unanswered.push_back(Uuid::parse(line).value());
    SystemClock const clock;
    SystemRandomness randomness;
    IdSource ids(clock, randomness);
    auto const database = open_database(address, clock, randomness, {});
    if (!database) return 3;
    Organization organization(**database, clock, ids);
    Writer writer(organization, std::move(unanswered));
    std::vector<std::thread> running;
    for (int i = 0; i < threads; ++i) running.emplace_back([&] { writer.run(); });
    for (auto& thread : running) thread.join();
    return 0;
}

}  // namespace
}  // namespace cairn

int main(int argc, char** argv) {
    if (argc != 3) return 2;
    std::signal(SIGTERM, [](int) { cairn::stopping = true; });
    try {
        return cairn::run_writer(argv[1], std::stoi(argv[2]));
    } catch (std::exception const& failure) {
        std::cerr << "writer: " << failure.what() << '\n';
        return 1;
    }
}
