<?php
/**
 * Privacy.
 *
 * @package Aigw
 * @license GPL-2.0-or-later
 */

namespace Aigw;

defined( 'ABSPATH' ) || exit;

/**
 * Exporter, eraser and text for the site's privacy policy: says what is kept where.
 */
final class Privacy {

	const PAGE = 50;

	/**
	 * Registers the hooks.
	 *
	 * @return void
	 */
	public static function register() {
		add_filter( 'wp_privacy_personal_data_exporters', array( __CLASS__, 'exporters' ) );
		add_filter( 'wp_privacy_personal_data_erasers', array( __CLASS__, 'erasers' ) );
		add_action( 'admin_init', array( __CLASS__, 'policy' ) );
	}

	/**
	 * Adds the exporter.
	 *
	 * @param array $exporters Exporters.
	 * @return array
	 */
	public static function exporters( $exporters ) {
		$exporters['aigw'] = array( 'exporter_friendly_name' => __( 'AI Gateway', 'aigw' ), 'callback' => array( __CLASS__, 'export' ) );
		return $exporters;
	}

	/**
	 * Adds the eraser.
	 *
	 * @param array $erasers Erasers.
	 * @return array
	 */
	public static function erasers( $erasers ) {
		$erasers['aigw'] = array( 'eraser_friendly_name' => __( 'AI Gateway', 'aigw' ), 'callback' => array( __CLASS__, 'erase' ) );
		return $erasers;
	}

	/**
	 * Exports what is kept of a person: the id under which the gateway knows them, and their long tasks.
	 *
	 * @param string $email Address.
	 * @param int    $page  Page, from 1.
	 * @return array
	 */
	public static function export( $email, $page = 1 ) {
		$user = get_user_by( 'email', (string) $email );
		$data = array();
		if ( $user && 1 === (int) $page ) {
			$data[] = self::item( 'user-' . $user->ID, array( __( 'Id at the AI gateway', 'aigw' ) => Attribution::user_id( (int) $user->ID ) ) );
		}
		$posts = $user ? self::tasks( (int) $user->ID, (int) $page ) : array();
		foreach ( $posts as $post ) {
			$state  = (array) get_post_meta( $post->ID, '_aigw_task', true );
			$asked  = implode( "\n", array_map( 'strval', array_filter( array_column( (array) ( $state['body']['messages'] ?? array() ), 'content' ), 'is_string' ) ) );
			$data[] = self::item(
				'task-' . $post->ID,
				array_filter(
					array(
						__( 'Date', 'aigw' )     => $post->post_date_gmt,
						__( 'Question', 'aigw' ) => $asked,
						__( 'Answer', 'aigw' )   => (string) ( $state['text'] ?? '' ),
					)
				)
			);
		}
		return array( 'data' => $data, 'done' => count( $posts ) < self::PAGE );
	}

	/**
	 * Erases a person's long tasks; says what the gateway keeps.
	 *
	 * @param string $email Address.
	 * @param int    $page  Page; every call takes the first that are left.
	 * @return array
	 */
	public static function erase( $email, $page = 1 ) {
		$user  = get_user_by( 'email', (string) $email );
		$posts = $user ? self::tasks( (int) $user->ID, 1 ) : array();
		foreach ( $posts as $post ) {
			wp_clear_scheduled_hook( LongTasks::HOOK, array( $post->post_title ) );
			wp_delete_post( $post->ID, true );
		}
		$done = count( $posts ) < self::PAGE;
		return array(
			'items_removed'  => array() !== $posts,
			'items_retained' => false,
			/* translators: %s: an opaque id. */
			'messages'       => $user && $done ? array( sprintf( __( 'The AI gateway keeps costs and counts, no words, under the id %s. Whoever runs the gateway can erase them.', 'aigw' ), Attribution::user_id( (int) $user->ID ) ) ) : array(),
			'done'           => $done,
		);
	}

	/**
	 * Suggests text for the privacy policy.
	 *
	 * @return void
	 */
	public static function policy() {
		if ( ! function_exists( 'wp_add_privacy_policy_content' ) ) {
			return;
		}
		$host = (string) wp_parse_url( Connection::current()->url(), PHP_URL_HOST );
		$host = '' === $host ? __( '(not connected yet)', 'aigw' ) : $host;
		$said = array(
			/* translators: %s: name of a server. */
			sprintf( __( 'Questions that you ask an AI on this site, and the parts of the page that belong to them, go to our AI gateway at %s, and from there to the AI provider that answers them. When an answer is written while you watch, your browser talks to the gateway itself, which thereby learns your IP address.', 'aigw' ), $host ),
			__( 'The gateway keeps for each call: time, model, number of tokens, cost, and an opaque id of you. For visitors that id is made from the IP address with a secret of this site and changes every day; for people who are logged in it is made from the number of their account. The gateway can turn neither back.', 'aigw' ),
			__( 'This site counts how often an address asks, under such an id, for a day at most. An answer that was asked for without JavaScript is kept for 15 minutes so that it can be shown. Long tasks of people who are logged in are kept with question and answer for 30 days. No cookie is set.', 'aigw' ),
		);
		wp_add_privacy_policy_content( __( 'AI Gateway', 'aigw' ), '<p class="privacy-policy-tutorial">' . esc_html__( 'Add which AI providers your gateway uses and where they are.', 'aigw' ) . '</p><p>' . implode( '</p><p>', array_map( 'esc_html', $said ) ) . '</p>' );
	}

	/**
	 * An item of an export.
	 *
	 * @param string $id     Id.
	 * @param array  $values Name and value.
	 * @return array
	 */
	private static function item( string $id, array $values ): array {
		$data = array();
		foreach ( $values as $name => $value ) {
			$data[] = array( 'name' => $name, 'value' => $value );
		}
		return array( 'group_id' => 'aigw', 'group_label' => __( 'AI Gateway', 'aigw' ), 'item_id' => 'aigw-' . $id, 'data' => $data );
	}

	/**
	 * Long tasks of a person.
	 *
	 * @param int $user User.
	 * @param int $page Page, from 1.
	 * @return \WP_Post[]
	 */
	private static function tasks( int $user, int $page ): array {
		return get_posts( array( 'post_type' => LongTasks::TYPE, 'post_status' => 'any', 'author' => $user, 'posts_per_page' => self::PAGE, 'paged' => max( 1, $page ), 'orderby' => 'ID', 'order' => 'ASC' ) );
	}
}
