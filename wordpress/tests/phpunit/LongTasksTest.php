<?php
use Aigw\LongTasks;
use Aigw\Privacy;

/**
 * Calls that take longer than a page, and what is kept of people.
 */
final class LongTasksTest extends Aigw_TestCase {

	/**
	 * What the gateway answers, one after the other: status, body, headers.
	 *
	 * @var array
	 */
	private $answers = array();

	/**
	 * What it was asked.
	 *
	 * @var array
	 */
	private $asked = array();

	protected function setUp(): void {
		parent::setUp();
		Aigw\Credentials::store( array( 'url' => 'https://gateway.example.com', 'tenant' => 'site', 'kind' => 'secret', 'credential' => 'not-a-real-secret-of-any-tenant-00' ) );
		$this->asked = array();
		$this->answer(
			function ( $args, $url ) {
				$this->asked[]                  = array( $args['method'] . ' ' . wp_parse_url( $url, PHP_URL_PATH ), $args );
				list( $code, $body, $headers ) = array_shift( $this->answers ) + array( 500, '', array() );
				return array( 'headers' => new WpOrg\Requests\Utility\CaseInsensitiveDictionary( $headers ), 'response' => array( 'code' => $code, 'message' => '' ), 'cookies' => array(), 'filename' => null, 'body' => is_array( $body ) ? wp_json_encode( $body ) : $body );
			}
		);
	}

	private function chat( string $text ): array {
		return array( 'id' => 'r', 'model' => 'm', 'data' => array( 'choices' => array( array( 'message' => array( 'content' => $text ) ) ) ), 'cost_usd' => 0.25 );
	}

	public function test_a_gateway_that_answers_at_once_is_done_at_once(): void {
		$this->answers = array( array( 200, $this->chat( 'A \\ long <b>story</b>' ), array() ) );
		$id            = aigw_chat_async( 'Tell' );

		LongTasks::work( $id );

		$this->assertSame( array( 'id' => $id, 'status' => 'done', 'text' => 'A \\ long <b>story</b>', 'error' => '', 'cost_usd' => 0.25 ), aigw_task( $id ) );
		$this->assertSame( 'respond-async', $this->asked[0][1]['headers']['prefer'] );
		$this->assertSame( $id, json_decode( $this->asked[0][1]['body'], true )['request_id'] );
		$this->assertFalse( wp_next_scheduled( LongTasks::HOOK, array( $id ) ) );
	}

	public function test_one_that_says_later_is_asked_at_its_location_with_growing_pauses(): void {
		$this->answers = array( array( 202, '', array( 'location' => '/api/v1/jobs/7' ) ), array( 202, '', array() ), array( 200, $this->chat( 'Done' ), array() ) );
		$id            = aigw_chat_async( 'Tell' );

		LongTasks::work( $id );
		$first = wp_next_scheduled( LongTasks::HOOK, array( $id ) ) - time();
		LongTasks::work( $id );
		$second = wp_next_scheduled( LongTasks::HOOK, array( $id ) ) - time();
		LongTasks::work( $id );

		$this->assertSame( array( 'POST /api/v1/chat', 'GET /api/v1/jobs/7', 'GET /api/v1/jobs/7' ), array_column( $this->asked, 0 ) );
		$this->assertGreaterThan( $first, $second );
		$this->assertSame( 'Done', aigw_task( $id )['text'] );
	}

	public function test_a_location_on_another_host_never_gets_the_token(): void {
		$this->answers = array( array( 202, '', array( 'location' => 'https://evil.example/x' ) ), array( 200, $this->chat( 'Done' ), array() ) );
		$id            = aigw_chat_async( 'Tell' );

		LongTasks::work( $id );
		LongTasks::work( $id );

		$this->assertSame( 'GET /api/v1/jobs/' . $id, $this->asked[1][0] );
	}

	public function test_an_error_that_may_pass_is_tried_again_with_the_same_id_and_another_is_the_end(): void {
		$this->answers = array( array( 503, array( 'error' => 'overloaded' ), array() ), array( 404, array( 'error' => 'unknown_model' ), array() ) );
		$id            = aigw_chat_async( 'Tell' );

		LongTasks::work( $id );
		$between = aigw_task( $id )['status'];
		LongTasks::work( $id );

		$this->assertSame( 'waiting', $between );
		$this->assertSame( array( 'failed', 'unknown_model' ), array( aigw_task( $id )['status'], aigw_task( $id )['error'] ) );
		$this->assertSame( json_decode( $this->asked[0][1]['body'], true ), json_decode( $this->asked[1][1]['body'], true ) );
	}

	public function test_a_webhook_brings_the_result_and_ends_the_waiting(): void {
		$id = aigw_chat_async( 'Tell' );

		do_action( 'aigw_webhook', array( 'id' => 'e', 'timestamp' => time(), 'type' => 'task.done', 'request_id' => $id, 'answer' => $this->chat( 'By hook' ) ) );

		$this->assertSame( 'By hook', aigw_task( $id )['text'] );
		$this->assertFalse( wp_next_scheduled( LongTasks::HOOK, array( $id ) ) );
	}

	public function test_nothing_is_taken_out_of_an_answer_when_nobody_is_logged_in(): void {
		$text          = "if (a<b && c>d) { <T> } \\\\n <script>x</script> <!-- wp:x --> \u{1F600}";
		$this->answers = array( array( 200, $this->chat( $text ), array() ) );
		kses_init_filters();
		$id = aigw_chat_async( 'Tell' );

		LongTasks::work( $id ); // As WP-Cron does it.

		$this->assertSame( $text, aigw_task( $id )['text'] );
	}

	public function test_a_site_without_the_plugin_plans_nothing_for_it_and_goes_on_when_it_is_back(): void {
		$waits = aigw_chat_async( 'Tell' );
		wp_schedule_single_event( time(), Aigw\Shortcode::REFRESH, array( array( 'prompt' => 'x' ), array() ) );

		do_action( 'deactivate_' . plugin_basename( AIGW_FILE ), false );

		$this->assertStringNotContainsString( 'aigw_', (string) wp_json_encode( _get_cron_array() ) );
		$this->assertSame( 'waiting', aigw_task( $waits )['status'] );

		do_action( 'activate_' . plugin_basename( AIGW_FILE ), false );

		$this->assertNotFalse( wp_next_scheduled( LongTasks::HOOK, array( $waits ) ) );
	}

	public function test_a_task_whose_next_step_got_lost_is_taken_up_again_the_next_day(): void {
		$lost    = aigw_chat_async( 'Tell' );
		$planned = aigw_chat_async( 'Tell' );
		wp_clear_scheduled_hook( LongTasks::HOOK, array( $lost ) );
		wp_clear_scheduled_hook( LongTasks::HOOK, array( $planned ) );
		wp_schedule_single_event( time() + 333, LongTasks::HOOK, array( $planned ) );
		$this->answers = array( array( 200, $this->chat( 'Done' ), array() ) );
		$over          = aigw_chat_async( 'Tell' );
		LongTasks::work( $over );

		Aigw\Sweep::daily();

		$this->assertNotFalse( wp_next_scheduled( LongTasks::HOOK, array( $lost ) ) );
		$this->assertEqualsWithDelta( time() + 333, wp_next_scheduled( LongTasks::HOOK, array( $planned ) ), 2 );
		$this->assertFalse( wp_next_scheduled( LongTasks::HOOK, array( $over ) ) );
	}

	public function test_a_person_gets_what_is_kept_of_them_and_can_have_it_erased(): void {
		$user = wp_insert_user( array( 'user_login' => 'anna', 'user_pass' => 'x', 'user_email' => 'anna@example.org' ) );
		wp_set_current_user( $user );
		$id = aigw_chat_async( 'My question' );
		wp_set_current_user( 0 );
		$other = aigw_chat_async( 'Of nobody' );

		$export = Privacy::export( 'anna@example.org' );
		$erased = Privacy::erase( 'anna@example.org' );

		$this->assertStringContainsString( 'My question', wp_json_encode( $export ) );
		$this->assertStringNotContainsString( 'Of nobody', wp_json_encode( $export ) );
		$this->assertTrue( $export['done'] && $erased['done'] && $erased['items_removed'] );
		$this->assertStringContainsString( Aigw\Attribution::user_id( $user ), $erased['messages'][0] );
		$this->assertNull( aigw_task( $id ) );
		$this->assertFalse( wp_next_scheduled( LongTasks::HOOK, array( $id ) ) );
		$this->assertSame( 'waiting', aigw_task( $other )['status'] );
	}

	public function test_nobody_and_a_stranger_have_nothing_kept(): void {
		$this->assertSame( array( 'data' => array(), 'done' => true ), Privacy::export( 'nobody@example.org' ) );
		$this->assertFalse( Privacy::erase( 'nobody@example.org' )['items_removed'] );
	}
}
