<?php
require_once __DIR__ . '/CoreCase.php';

/**
 * What the plugin costs a page on which nobody asks an AI.
 */
final class PageCostTest extends CoreCase {

	/** Makes the front page in a process of its own, where nothing is loaded yet. */
	private function front_page(): array {
		$made = shell_exec( escapeshellarg( PHP_BINARY ) . ' ' . escapeshellarg( __DIR__ . '/front-page.php' ) . ' ' . escapeshellarg( (string) getenv( 'AIGW_BED_SITE' ) ) );
		return (array) json_decode( (string) $made, true );
	}

	public function test_a_page_without_ai_asks_the_database_nothing_for_this_plugin(): void {
		$this->front_page(); // The first one after activation sets up what others find.
		$page = $this->front_page();

		$this->assertTrue( $page['whole'], 'The page was not made.' );
		$this->assertGreaterThan( 5, $page['all'], 'Nothing was counted.' );
		$this->assertSame( array(), $page['own'] );
	}

	public function test_a_page_that_starts_wp_cron_looks_for_no_gateway(): void {
		global $wpdb;
		$this->connect();
		wp_cache_flush();
		wp_load_alloptions();
		$before = $wpdb->num_queries;

		do_action( 'http_api_curl', curl_init(), array( 'timeout' => 0.01, 'blocking' => false ), site_url( 'wp-cron.php' ) );
		$cron = $wpdb->num_queries;
		do_action( 'http_api_curl', curl_init(), array( 'timeout' => 0.5, 'blocking' => true ), 'http://gateway.test:8480/v1/models' );

		$this->assertSame( $before, $cron );
		$this->assertGreaterThan( $cron, $wpdb->num_queries, 'A short request that somebody waits for is looked at.' );
	}
}
