#include "features/exchange/job_folders.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <stdexcept>

namespace cairn {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view incoming_start = "incoming-";

void remove_quietly(fs::path const& path) {
    std::error_code ignored;
    fs::remove_all(path, ignored);
}

void make_private(fs::path const& path) {
    fs::create_directory(path);
    fs::permissions(path, fs::perms::owner_all);
}

// Not a link, and not somebody else's, who could open it again.
bool is_our_folder(fs::path const& path) {
    struct stat status {};
    return ::lstat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode) && status.st_uid == ::geteuid();
}

}  // namespace

JobFolders::JobFolders(fs::path const& root) : root_(fs::absolute(root)) {
    std::error_code failed;
    if (root_.has_parent_path()) fs::create_directories(root_.parent_path(), failed);
    if (!fs::exists(root_, failed)) fs::create_directory(root_, failed);
    if (is_our_folder(root_)) fs::permissions(root_, fs::perms::owner_all, failed);
    if (failed || !is_our_folder(root_)) {
        throw std::runtime_error("the folder for imports and exports cannot be made private: " + root_.string());
    }
}

fs::path JobFolders::begin_incoming(Id<ExchangeJob> const& id) const {
    make_private(incoming(id));
    make_private(incoming(id) / "data");
    return incoming(id) / "data";
}

void JobFolders::keep_incoming(Id<ExchangeJob> const& id) const { fs::rename(incoming(id), of(id)); }

void JobFolders::make(Id<ExchangeJob> const& id) const { make_private(of(id)); }

void JobFolders::drop_incoming(Id<ExchangeJob> const& id) const { remove_quietly(incoming(id)); }

void JobFolders::drop_data(Id<ExchangeJob> const& id) const {
    remove_quietly(data(id));
    std::error_code not_empty;
    fs::remove(of(id), not_empty);
}

void JobFolders::drop_all_incoming() const {
    for (auto const& entry : fs::directory_iterator(root_)) {
        if (entry.path().filename().string().starts_with(incoming_start)) remove_quietly(entry.path());
    }
}

void JobFolders::tidy_up(std::function<bool(Id<ExchangeJob> const& id)> const& is_wanted) const {
    for (auto const& entry : fs::directory_iterator(root_)) {
        auto const uuid = Uuid::parse(entry.path().filename().string());
        if (uuid && !is_wanted({*uuid})) remove_quietly(entry.path());
    }
}

}  // namespace cairn
