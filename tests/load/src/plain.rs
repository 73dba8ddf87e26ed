//! The floor: as many requests at the same time through reqwest alone, without retries and without judgement.

use std::{io, time::Duration};

use crate::{Ports, memory, transport::CALL};

/// Sends the requests, and prints the memory that each takes.
///
/// # Errors
/// The kernel does not state the memory of this process.
pub(crate) fn run(count: usize, ports: Ports) -> io::Result<bool> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let client = reqwest::Client::new();
    let url = format!("http://127.0.0.1:{}/v1/groups", ports.http);
    let send = |call: usize| {
        let request = client.get(&url).header(CALL, u64::MAX / 2 + call as u64).timeout(Duration::from_secs(20));
        async move {
            if let Ok(response) = request.send().await {
                let _ = response.bytes().await;
            }
        }
    };
    runtime.block_on(send(0));
    let before = memory::peak()?;
    runtime.block_on(async {
        let sent: Vec<_> = (1..=count).map(|call| tokio::spawn(send(call))).collect();
        for call in sent {
            let _ = call.await;
        }
    });
    let each = memory::peak()?.saturating_sub(before) as f64 / count.max(1) as f64 / 1024.0;
    println!("floor: reqwest alone, one attempt each: {each:.1} kB of memory per call at its peak");
    Ok(true)
}
