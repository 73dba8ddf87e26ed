//! What each inbox does, whatever its store.

pub(super) mod answers;
pub(super) mod batches;
pub(super) mod duplicates;
pub(super) mod leases;
pub(super) mod operator;
pub(super) mod waits;

/// The tests of the contract for one store, an expression of type `Option<impl Store>`. `None`: it is not installed here.
macro_rules! contract {
    ($store:expr) => {
        $crate::inbox::contract::contract! { $store;
            answers::dead_letters_keep_their_reason,
            answers::done_is_final,
            answers::release_does_not_count,
            answers::a_retry_waits,
            answers::a_second_answer_changes_nothing,
            batches::a_batch_is_stored_whole_or_not_at_all,
            batches::events_are_kept_as_they_are,
            batches::an_inbox_is_bounded_by_number,
            batches::an_inbox_is_bounded_by_size,
            batches::many_writers_lose_nothing,
            batches::the_oldest_is_first,
            duplicates::a_batch_with_itself,
            duplicates::after_a_purge,
            duplicates::of_a_full_inbox,
            duplicates::one_of_many_writers_is_first,
            duplicates::the_window_runs_from_the_first,
            duplicates::without_a_window,
            leases::a_late_answer_counts_until_the_next_claim,
            leases::a_lease_ends,
            leases::an_old_fence_changes_nothing,
            leases::clock_steps,
            leases::each_event_is_claimed_once_at_a_time,
            leases::extended_leases_last,
            leases::routes_are_claimed_apart,
            operator::lists_by_page_and_condition,
            operator::purge_spares_what_is_unfinished,
            operator::purges_by_age_and_state,
            operator::replays_by_id_and_time,
            operator::shows_one,
            operator::statistics,
            waits::a_put_ends_a_wait,
            waits::a_put_before_the_wait_ends_it,
            waits::a_wait_ends,
        }

        #[tokio::test(flavor = "multi_thread")]
        async fn model() {
            if let Some(store) = $store {
                $crate::inbox::model::agrees(&store).await;
            }
        }
    };
    ($store:expr; $($subject:ident::$test:ident,)*) => {
        mod contract {
            use super::*;
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $test() {
                if let Some(store) = $store {
                    $crate::inbox::contract::$subject::$test(&store).await;
                }
            })*
        }
    };
}
pub(super) use contract;
