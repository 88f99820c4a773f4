//! nginx before a relay, with a certificate for `localhost` of an authority made for the test.

use std::net::SocketAddr;
use std::path::Path;
use std::process::Stdio;

use tempfile::TempDir;
use tokio::net::TcpStream;
use tokio::process::{Child, Command};

use crate::support::{own_address, until, within};

/// Killed when dropped.
pub(crate) struct Nginx {
    folder: TempDir,
    address: SocketAddr,
    child: Child,
}

impl Nginx {
    /// Starts one that passes everything on, WebSockets too.
    pub(crate) async fn before(relay: SocketAddr) -> Self {
        Self::cutting(relay, "30s").await
    }

    /// One that closes a connection over which nothing has come from the relay for so long.
    pub(crate) async fn cutting(relay: SocketAddr, silence: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        certify(folder.path()).await;
        let address = own_address();
        let path = folder.path().display();
        let config = format!(
            "daemon off; master_process off; pid {path}/pid; error_log stderr warn;\n\
             events {{ worker_connections 256; }}\n\
             http {{\n  access_log off; client_max_body_size 16m; proxy_buffering off;\n\
             \x20 client_body_temp_path {path}/body; proxy_temp_path {path}/proxy; fastcgi_temp_path {path}/fastcgi;\n\
             \x20 uwsgi_temp_path {path}/uwsgi; scgi_temp_path {path}/scgi;\n\
             \x20 map $http_upgrade $connection_upgrade {{ default upgrade; '' ''; }}\n\
             \x20 server {{\n    listen {address} ssl;\n\
             \x20   ssl_certificate {path}/localhost.pem; ssl_certificate_key {path}/localhost.key;\n\
             \x20   location / {{\n      proxy_pass http://{relay}; proxy_http_version 1.1;\n\
             \x20     proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection $connection_upgrade;\n\
             \x20     proxy_set_header Host localhost; proxy_read_timeout {silence};\n    }}\n  }}\n}}\n"
        );
        let file = folder.path().join("nginx.conf");
        std::fs::write(&file, config).unwrap();
        let program = if Path::new("/usr/sbin/nginx").exists() { "/usr/sbin/nginx" } else { "nginx" };
        let mut command = Command::new(program);
        command.arg("-c").arg(&file).arg("-p").arg(folder.path()).stdin(Stdio::null()).kill_on_drop(true);
        let child = command.spawn().expect("nginx, which `.ci/run` installs");
        until("nginx", async || TcpStream::connect(address).await.is_ok()).await;
        Self { folder, address, child }
    }

    /// Where it is, by this name of the machine.
    pub(crate) fn url(&self, name: &str) -> String {
        format!("https://{name}:{}", self.address.port())
    }

    /// The authority's certificate.
    pub(crate) fn ca(&self) -> String {
        self.folder.path().join("ca.pem").to_str().unwrap().to_owned()
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        // Its folder goes after it.
        let _ = self.child.start_kill();
    }
}

/// Makes an authority, and a certificate of its own for `localhost`.
async fn certify(folder: &Path) {
    std::fs::write(folder.join("san"), "subjectAltName=DNS:localhost\nbasicConstraints=CA:FALSE\n").unwrap();
    let curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"];
    let ca = ["req", "-x509", "-subj", "/CN=gancho test", "-keyout", "ca.key", "-out", "ca.pem"];
    openssl(folder, &[&ca[..], &curve].concat()).await;
    let request = ["req", "-new", "-subj", "/CN=localhost", "-keyout", "localhost.key", "-out", "localhost.csr"];
    openssl(folder, &[&request[..], &curve[..5]].concat()).await;
    let sign = ["x509", "-req", "-in", "localhost.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial"];
    let sign = [&sign[..], &["-days", "2", "-extfile", "san", "-out", "localhost.pem"]].concat();
    openssl(folder, &sign).await;
}

async fn openssl(folder: &Path, args: &[&str]) {
    let mut command = Command::new("openssl");
    let output = within("openssl", command.args(args).current_dir(folder).output()).await.unwrap();
    assert!(output.status.success(), "openssl {args:?}: {}", String::from_utf8_lossy(&output.stderr));
}
