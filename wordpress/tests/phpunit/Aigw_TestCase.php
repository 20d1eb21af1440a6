<?php
/**
 * A test in a database transaction that is rolled back, with hooks put back as they were.
 */
abstract class Aigw_TestCase extends PHPUnit\Framework\TestCase {
	/**
	 * Hooks as they were before the test.
	 *
	 * @var array<string,WP_Hook>
	 */
	private $hooks = array();

	/**
	 * Begins.
	 */
	protected function setUp(): void {
		global $wpdb, $wp_filter;
		$wpdb->query( 'SET autocommit = 0' );
		$wpdb->query( 'START TRANSACTION' );
		wp_cache_flush();
		wp_set_current_user( 0 );
		$this->hooks = array_map(
			function ( $hook ) {
				return clone $hook;
			},
			$wp_filter
		);
	}

	/**
	 * Undoes.
	 */
	protected function tearDown(): void {
		global $wpdb;
		$wpdb->query( 'ROLLBACK' );
		$wpdb->query( 'SET autocommit = 1' );
		$GLOBALS['wp_filter'] = $this->hooks;
		wp_cache_flush();
		$_GET  = array();
		$_POST = array();
	}

	/**
	 * Answers every HTTP request of WordPress by a function( array $args, string $url ) instead of the network.
	 */
	protected function answer( callable $by ): void {
		add_filter(
			'pre_http_request',
			function ( $no, $args, $url ) use ( $by ) {
				return $by( $args, $url );
			},
			10,
			3
		);
	}
}
